"""Repair of badly extracted text: hard wrapping, hyphens at line ends, lost spaces, invisible characters."""
