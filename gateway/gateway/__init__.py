"""The door of the house: passes calls on to the rooms, says who calls, and shows pages."""
