"""Tables that Git can give again at any time. They are not migrated: when their shape changes they are made anew."""
