"""What a release says, for people: the bulletin in two languages, its charts, its PDF, and the site of releases."""
