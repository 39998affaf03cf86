"""What is done where an output is bad: guards look at it, and the sentence is translated again in other ways."""
