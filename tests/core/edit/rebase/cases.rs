//! Cases of bringing recorded acts in.
