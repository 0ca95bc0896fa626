"""Adapters to other people's frameworks: one small module each, imported when used, all ending in ``Cleaner``."""
