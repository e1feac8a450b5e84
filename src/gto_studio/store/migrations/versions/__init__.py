"""The steps of the migrations, in their order."""
