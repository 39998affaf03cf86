"""Facts about letters and words that every package uses: scripts, romanisation, numbers in words, Russian forms."""
