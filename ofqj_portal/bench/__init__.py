"""`make bench`: what each page and each long work costs, beside a bare page or a bare tool measured in the same run."""
