//! Nothing: this package holds the black-box tests in `it/`.
