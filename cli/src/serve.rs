//! `domreel serve`: the collector, with its settings from the command line.

use crate::error::Failure;
use domreel_collector::{AllowedOrigins, Options, Store, router};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// What is logged unless `RUST_LOG` says otherwise: not every attempt at a store that does not answer.
const DEFAULT_LOG: &str = "info,object_store=warn";

/// The settings of the collector.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where recordings are kept: a folder, or s3://bucket/prefix
    ///
    /// A bucket's keys, region and endpoint come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
    /// AWS_REGION and AWS_ENDPOINT_URL.
    #[arg(long, value_name = "DIR|URL")]
    data: String,
    /// Address to listen on; port 0 takes one that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8787")]
    listen: String,
    /// Folder to serve at /
    #[arg(long, value_name = "DIR")]
    www: Option<PathBuf>,
    /// Folder to serve at /dist/
    #[arg(long, value_name = "DIR")]
    dist: Option<PathBuf>,
    /// Origin whose pages may record here, such as https://shop.example; may be given again [default: any]
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
}

/// Serves until it is told to end (SIGTERM, SIGINT).
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| DEFAULT_LOG.into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let listening = |cause| Failure::Listen { address: arguments.listen.clone(), cause };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(listening)?;
    for folder in [&arguments.www, &arguments.dist].into_iter().flatten() {
        check_folder(folder)?;
    }
    let store = Store::open(&arguments.data)?;
    let options = Options {
        www: arguments.www.clone(),
        dist: arguments.dist.clone(),
        origins: match arguments.allow_origin.as_slice() {
            [] => AllowedOrigins::Any,
            origins => AllowedOrigins::Only(origins.to_vec()),
        },
    };
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate()).map_err(listening)?;
        let listener = TcpListener::bind(&arguments.listen).await.map_err(listening)?;
        let address = listener.local_addr().map_err(listening)?;
        let mut stdout = std::io::stdout();
        writeln!(stdout, "listening on http://{address}").and_then(|()| stdout.flush()).map_err(Failure::Output)?;
        let end = async {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            tracing::info!("ending");
        };
        domreel_collector::serve(listener, router(store, &options), end).await;
        Ok(ExitCode::SUCCESS)
    })
}

fn check_folder(folder: &Path) -> Result<(), Failure> {
    if folder.is_dir() { Ok(()) } else { Err(Failure::NoFolder(folder.to_owned())) }
}
