"""The ranking of opportunities, by question: what they yield, what is sure, what to do, in which order."""
