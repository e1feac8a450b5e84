"""What the modules that GTO 1.x had are made of: two ways of calling, values with manners, translation."""
