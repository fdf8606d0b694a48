//! A bare handler: actix answering a body that is there already, with nothing around it.

use crate::cpu;
use crate::load;
use crate::sample::Sample;
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};
use anyhow::Context as _;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

/// Serves one body until it is killed, with as many workers as the portal.
pub fn serve(bind: &str, body: &Path, encoding: String) -> anyhow::Result<()> {
    let body = Bytes::from(std::fs::read(body)?);
    let server = HttpServer::new(move || {
        let (body, encoding) = (body.clone(), encoding.clone());
        App::new().default_service(web::to(move || {
            let (body, encoding) = (body.clone(), encoding.clone());
            async move {
                let mut response = HttpResponse::Ok();
                response.content_type("text/html; charset=utf-8").insert_header(("cache-control", "no-store"));
                response.insert_header(("content-encoding", encoding)).body(body)
            }
        }))
    });
    actix_web::rt::System::new().block_on(async { server.workers(2).bind(bind)?.run().await })?;
    Ok(())
}

/// A running bare server.
pub struct Bare {
    child: Child,
    address: String,
    request: Vec<u8>,
}

impl Bare {
    /// Starts one that answers `body`.
    pub fn start(port: u16, body: &[u8], encoding: &str) -> anyhow::Result<Self> {
        let address = format!("127.0.0.1:{port}");
        let file = std::env::temp_dir().join(format!("inset-bench-body-{}-{port}", std::process::id()));
        std::fs::write(&file, body)?;
        let mut command = Command::new(std::env::current_exe()?);
        let child = command.args(["bare", &address]).arg(&file).arg(encoding).spawn().context("the bare server")?;
        let request = format!("GET / HTTP/1.1\r\nhost: {address}\r\n\r\n").into_bytes();
        let bare = Self { child, address, request };
        crate::portal::wait_for(&bare.address)?;
        std::fs::remove_file(file)?;
        Ok(bare)
    }

    /// Measures it.
    pub fn measure(&self, connections: usize, time: Duration) -> anyhow::Result<Sample> {
        let before = cpu::of_process(self.child.id());
        let sample = load::press(&self.address, &vec![self.request.clone(); connections], 200, time)?;
        let used = cpu::of_process(self.child.id()) - before;
        Ok(Sample { server_cpu: used.as_secs_f64() * 1e6 / sample.count(time), ..sample })
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        // It has nothing to lose, and may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
