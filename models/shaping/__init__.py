"""What is done to a sentence before the model sees it, and undone on what comes back."""
