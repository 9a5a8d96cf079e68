"""A gift that a shopper adds to her order: her wish here, the gift itself beyond the port."""
