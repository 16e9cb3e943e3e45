//! `domreel serve`: the collector, with its settings from the command line.

use crate::error::Failure;
use domreel_collector::{AllowedOrigins, Audit, Limits, Options, Store, Tokens, keep_tidy, router};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// What is logged unless `RUST_LOG` says otherwise: not every attempt at a store that does not answer.
const DEFAULT_LOG: &str = "info,object_store=warn";

/// Tokens in the environment.
const TOKENS_VARIABLE: &str = "DOMREEL_TOKENS";

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
    /// File of tokens: a name, roles (write, read, delete) and the token on each line
    ///
    /// The variable DOMREEL_TOKENS may hold such lines too, with ; between them.
    #[arg(long, value_name = "FILE")]
    tokens: Option<PathBuf>,
    /// Lets everybody who reaches a public address do everything
    #[arg(long, conflicts_with = "tokens")]
    without_tokens: bool,
    /// How long recordings are kept, such as 30days [default: for ever, or as they say themselves]
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    retention: Option<Duration>,
    /// Where it is written who did what; - is standard error [default: audit.jsonl in the folder of --data]
    #[arg(long, value_name = "FILE")]
    audit: Option<PathBuf>,
    /// Takes the last address of X-Forwarded-For for the client's: a proxy stands before the collector
    #[arg(long)]
    trust_proxy: bool,
    /// Requests of one client in a minute; 0: any number
    #[arg(long, value_name = "COUNT", default_value_t = Limits::default().requests_per_minute)]
    max_requests: u32,
    /// Bytes that one client sends in a minute; 0: any number
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().bytes_per_minute)]
    max_bytes: u64,
    /// New recordings of one client in an hour; 0: any number
    #[arg(long, value_name = "COUNT", default_value_t = Limits::default().recordings_per_hour)]
    max_recordings: u32,
    /// Bytes of one recording; 0: any number
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().recording_bytes)]
    max_recording_bytes: u64,
    /// Connections of one client at a time; 0: any number
    #[arg(long, value_name = "COUNT", default_value_t = Limits::default().connections_per_client)]
    max_connections: usize,
}

impl Arguments {
    fn limits(&self) -> Limits {
        Limits {
            requests_per_minute: self.max_requests,
            bytes_per_minute: self.max_bytes,
            recordings_per_hour: self.max_recordings,
            recording_bytes: self.max_recording_bytes,
            connections_per_client: self.max_connections,
        }
    }

    fn tokens(&self) -> Result<Tokens, Failure> {
        let mut tokens = Tokens::default();
        if let Some(file) = &self.tokens {
            let text = std::fs::read_to_string(file).map_err(|cause| Failure::Input { file: file.clone(), cause })?;
            let place = file.display().to_string();
            tokens = text.parse().map_err(|fault| Failure::Tokens { place, fault })?;
            if tokens.is_empty() {
                return Err(Failure::NoTokens(file.clone()));
            }
        }
        if let Ok(text) = std::env::var(TOKENS_VARIABLE) {
            let place = TOKENS_VARIABLE.to_owned();
            tokens.extend(text.replace(';', "\n").parse().map_err(|fault| Failure::Tokens { place, fault })?);
        }
        Ok(tokens)
    }

    fn audit(&self) -> Result<Audit, Failure> {
        let file = match &self.audit {
            Some(file) if file == Path::new("-") => return Ok(Audit::to(std::io::stderr())),
            Some(file) => file.clone(),
            None if self.data.contains("://") => return Ok(Audit::to(std::io::stderr())),
            None => Path::new(&self.data).join("audit.jsonl"),
        };
        Audit::to_file(&file).map_err(|cause| Failure::Written { file, cause })
    }
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
    let tokens = arguments.tokens()?;
    let is_open = tokens.is_empty();
    let store = Arc::new(Store::open(&arguments.data)?);
    let mut options = Options {
        tokens,
        limits: arguments.limits(),
        retention: arguments.retention,
        audit: arguments.audit()?,
        trusts_proxy: arguments.trust_proxy,
        is_local: false,
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
        if is_open && !arguments.without_tokens {
            // Whoever reaches it may do everything: nobody but this machine must.
            if !address.ip().is_loopback() {
                return Err(Failure::Open(address.to_string()));
            }
            options.is_local = true;
        }
        let tidying = tokio::spawn(keep_tidy(Arc::clone(&store), arguments.retention, options.audit.clone()));
        let mut stdout = std::io::stdout();
        writeln!(stdout, "listening on http://{address}").and_then(|()| stdout.flush()).map_err(Failure::Output)?;
        let end = async {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            tracing::info!("ending");
        };
        let per_client = options.limits.connections_per_client;
        domreel_collector::serve(listener, router(store, &options), per_client, end).await;
        tidying.abort();
        Ok(ExitCode::SUCCESS)
    })
}

fn check_folder(folder: &Path) -> Result<(), Failure> {
    if folder.is_dir() { Ok(()) } else { Err(Failure::NoFolder(folder.to_owned())) }
}
