"""Operations: logs, health, metrics, retention, backup."""
