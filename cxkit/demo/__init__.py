"""A demo engagement whose truth is known: an energy supplier made from a seed."""

from cxkit.demo.contacts import contacts
from cxkit.demo.files import ensure, write
from cxkit.demo.population import Population, population, value_of_raising_satisfaction

__all__ = ["Population", "contacts", "ensure", "population", "value_of_raising_satisfaction", "write"]
