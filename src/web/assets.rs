//! Static files: hashed into their address, compressed ahead, cached for ever.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Write as _;
use std::sync::Arc;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// The style sheet that all pages share, joined from `static/css` in the order of its layers.
pub const STYLE_SHEET: &str = "css/inset.css";
const LAYERS: [&str; 8] =
    ["css/reset", "css/tokens", "css/base", "css/layout", "css/parts/", "css/pages/", "css/", "css/print"];

struct File {
    mime: String,
    plain: Vec<u8>,
    gzip: Vec<u8>,
    brotli: Vec<u8>,
}

/// Every static file.
#[derive(Clone)]
pub struct Assets {
    files: Arc<HashMap<String, File>>,
    /// The hashed address of each path.
    pub urls: Arc<HashMap<String, String>>,
}

impl Assets {
    /// Hashes and compresses every file.
    pub fn load() -> Self {
        let mut sources: Vec<(String, Vec<u8>)> = Files::iter()
            .filter(|path| !path.starts_with("css/") && !path.starts_with("icons/"))
            .filter_map(|path| Files::get(&path).map(|file| (path.into_owned(), file.data.into_owned())))
            .collect();
        sources.push((STYLE_SHEET.to_owned(), style_sheet()));
        let (mut files, mut urls) = (HashMap::new(), HashMap::new());
        // Modules import each other by name, so they are served under one folder named after all of them.
        let mut all_scripts = Sha256::new();
        sources.sort();
        for (_, data) in sources.iter().filter(|(path, _)| path.starts_with("js/")) {
            all_scripts.update(data);
        }
        let scripts = inset_domain::hex(&all_scripts.finalize()[..6]);
        for (path, data) in sources {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
            let key = if folder.starts_with("js") {
                format!("js/{scripts}/{name}")
            } else {
                format!("{}/{name}", inset_domain::hex(&Sha256::digest(&data)[..6]))
            };
            urls.insert(path.clone(), format!("/static/{key}"));
            let mime = mime_guess::from_path(&path).first_or_octet_stream();
            let mime = if mime.type_() == "text" || mime.subtype() == "svg+xml" {
                format!("{mime}; charset=utf-8")
            } else {
                mime.to_string()
            };
            files.insert(key, File { mime, gzip: gzip(&data), brotli: brotli(&data), plain: data });
        }
        Self { files: Arc::new(files), urls: Arc::new(urls) }
    }

    /// An icon, to be written into a page.
    pub fn icon(name: &str) -> Option<String> {
        Files::get(&format!("icons/{name}.svg")).map(|file| String::from_utf8_lossy(&file.data).trim().to_owned())
    }

    /// Answers `GET /static/{path}`.
    pub fn serve(&self, request: &HttpRequest, path: &str) -> Option<HttpResponse> {
        let file = self.files.get(path)?;
        let accepts =
            request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
        let mut response = HttpResponse::Ok();
        response
            .insert_header((header::CONTENT_TYPE, file.mime.as_str()))
            .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
            .insert_header((header::VARY, "accept-encoding"));
        let (encoding, body) = if accepts.contains("br") {
            ("br", &file.brotli)
        } else if accepts.contains("gzip") {
            ("gzip", &file.gzip)
        } else {
            return Some(response.body(file.plain.clone()));
        };
        Some(response.insert_header((header::CONTENT_ENCODING, encoding)).body(body.clone()))
    }
}

fn style_sheet() -> Vec<u8> {
    let mut paths: Vec<String> =
        Files::iter().filter(|path| path.ends_with(".css")).map(std::borrow::Cow::into_owned).collect();
    let layer = |path: &str| {
        LAYERS
            .iter()
            .enumerate()
            .filter(|(_, layer)| path.starts_with(**layer))
            .max_by_key(|(_, layer)| layer.len())
            .map_or(0, |(index, _)| index)
    };
    paths.sort_by_key(|path| (layer(path), path.clone()));
    let mut sheet = b"@layer reset, tokens, base, parts, pages, print;\n".to_vec();
    for path in paths {
        if let Some(file) = Files::get(&path) {
            sheet.extend_from_slice(&file.data);
            sheet.push(b'\n');
        }
    }
    sheet
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    // Writing into memory cannot fail.
    let _ = encoder.write_all(data);
    encoder.finish().unwrap_or_default()
}

fn brotli(data: &[u8]) -> Vec<u8> {
    // Quality 11 takes a tenth of a second in release and seconds in debug, where nobody counts bytes.
    let quality = if cfg!(debug_assertions) { 5 } else { 11 };
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, quality, 22);
    let _ = encoder.write_all(data);
    encoder.into_inner()
}
