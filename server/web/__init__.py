"""What every request passes: who may call, how much, which addresses and bodies are taken, how errors answer."""
