"""Maturity: scores of raters, their means and stages, what blocks the next stage, and what changed."""
