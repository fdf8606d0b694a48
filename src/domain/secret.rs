//! Values that are never shown whole: no `Debug`, no `Display`, no `Serialize`.

/// Declares a secret value: its canonical form is read with `expose`, people see `masked`.
macro_rules! secret_value {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The canonical form, for sealing and comparing; never for a page or a log.
            pub fn expose(&self) -> &str {
                &self.0
            }

            /// The last four characters.
            pub fn last_four(&self) -> String {
                let skip = self.0.chars().count().saturating_sub(4);
                self.0.chars().skip(skip).collect()
            }

            /// As people see it.
            pub fn masked(&self) -> String {
                $crate::secret::masked(&self.last_four())
            }
        }
    };
}
pub(crate) use secret_value;

/// The last four characters behind dots.
pub fn masked(last_four: &str) -> String {
    format!("•••• {last_four}")
}
