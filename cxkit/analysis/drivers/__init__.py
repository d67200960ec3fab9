"""Drivers of churn and cross-sell, by question: rows, models, quality, what-ifs, causes."""
