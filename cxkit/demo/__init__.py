"""A demo engagement whose truth is known: an energy supplier made from a seed."""

from cxkit.demo.contact_truth import ContactTruth, contact_truth
from cxkit.demo.contacts import contacts
from cxkit.demo.cost_events import cost_events
from cxkit.demo.files import ensure, write
from cxkit.demo.population import Population, population, value_of_raising_satisfaction
from cxkit.demo.visits import visits

__all__ = [
    "ContactTruth",
    "Population",
    "contact_truth",
    "contacts",
    "cost_events",
    "ensure",
    "population",
    "value_of_raising_satisfaction",
    "visits",
    "write",
]
