"""Touchpoints: what contacts there are, what they cost, which need not be; each reduction runs in the engine."""
