"""A demo engagement whose truth is known: an energy supplier made from a seed."""

from cxkit.demo.business_lists import costs, effects
from cxkit.demo.contact_truth import ContactTruth, contact_truth
from cxkit.demo.contacts import contacts
from cxkit.demo.cost_events import cost_events
from cxkit.demo.files import ensure, write
from cxkit.demo.opportunity_list import competitors, opportunities, stakeholders
from cxkit.demo.outcome_truth import OutcomeTruth, value_of_fewer_repeats, value_of_raising
from cxkit.demo.outcomes import contact_counts, outcomes
from cxkit.demo.pilot_truth import pilot_truth
from cxkit.demo.pilots import measurements, outside_events
from cxkit.demo.population import Population, population, value_of_raising_satisfaction
from cxkit.demo.raters import rater_answers, true_maturity
from cxkit.demo.themes import themes
from cxkit.demo.visits import visits

__all__ = [
    "ContactTruth",
    "OutcomeTruth",
    "Population",
    "competitors",
    "contact_counts",
    "contact_truth",
    "contacts",
    "cost_events",
    "costs",
    "effects",
    "ensure",
    "measurements",
    "opportunities",
    "outcomes",
    "outside_events",
    "pilot_truth",
    "population",
    "rater_answers",
    "stakeholders",
    "themes",
    "true_maturity",
    "value_of_fewer_repeats",
    "value_of_raising",
    "value_of_raising_satisfaction",
    "visits",
    "write",
]
