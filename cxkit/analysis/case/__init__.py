"""Parts of notebook roi: benefit lines, what is taken out, costs, flows, risk."""
