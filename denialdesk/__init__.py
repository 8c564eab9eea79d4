"""DenialDesk: from a step-therapy denial and a chart history to a letter ready for the physician's signature."""

__version__ = "0.1.0"
