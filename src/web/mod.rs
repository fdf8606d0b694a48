//! The web kit: areas and their guards, sessions, posts, assets, errors as pages.

pub mod access_log;
pub mod area;
pub mod assets;
mod body;
pub mod commit;
mod compress;
pub mod csv;
pub mod device;
pub mod even;
pub mod faults;
pub mod files;
pub mod guard;
pub mod headers;
mod host;
mod looks;
pub mod origin;
pub mod paging;
mod parked;
pub mod passkeys;
pub mod powers;
pub mod proof;
pub mod rate_limit;
pub mod record;
mod refusals;
pub mod searches;
pub mod session;
mod sharing_signal;
pub mod site;
mod templates;
pub mod visits;

pub use area::{Access, Area, Listing};
pub use body::{Form, Posted};
pub use commit::Next;
pub use guard::{Guard, OneClick, Role, Signed, Visit};
pub use site::Site;
