"""A package, because pytest would else take the folder `gateway/` for the package of that name."""
