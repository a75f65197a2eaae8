"""Help while a world is being written: trying it out in quick histories, checking it again after every save."""
