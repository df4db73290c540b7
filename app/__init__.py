"""Amur: a knowledge-graph service of China-Russia relations."""
