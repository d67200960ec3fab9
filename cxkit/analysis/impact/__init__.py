"""What pilots brought, by question: sizing, effect, checks, looks, verdict, guardrails, what was followed."""
