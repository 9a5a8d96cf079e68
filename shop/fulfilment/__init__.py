"""From the shelf to the door: parcels, what was delivered, what will not be sent."""
