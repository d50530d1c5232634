//! The keys that sign access tokens: Ed25519, from PKCS#8 PEM files.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{DecodingKey, EncodingKey};
use sha2::{Digest, Sha256};

use crate::{
    config::Config,
    error::{Error, Result},
};

/// Name of the key that an embedded forum makes for itself.
const OWN_KEY_FILE: &str = "signing-key.pem";

/// One key that verifies.
pub(super) struct VerifyingKey {
    pub(super) id: String,
    pub(super) key: DecodingKey,
}

/// The keys in force.
pub struct Keys {
    pub(super) signing: EncodingKey,
    /// The signing key first, then former ones.
    pub(super) verifying: Vec<VerifyingKey>,
    pub(super) issuer: String,
    refresh_secret: [u8; 32],
}

impl Keys {
    /// Reads the keys that the settings name; makes one in the data directory if
    /// none is named.
    pub fn load(config: &Config) -> Result<Self> {
        let file = match &config.signing_key_file {
            Some(file) => file.clone(),
            None => own_key(&config.data_dir).map_err(|reason| Error::internal(format!("cannot make a signing key: {reason}")))?,
        };
        let mut verifying = Vec::new();
        let mut signing_der = Vec::new();
        for file in std::iter::once(&file).chain(&config.previous_signing_key_files) {
            let (der, pair) = read(file).map_err(|reason| Error::internal(format!("{}: {reason}", file.display())))?;
            let public = pair.public_key().as_ref();
            verifying.push(VerifyingKey { id: key_id(public), key: DecodingKey::from_ed_der(public) });
            if signing_der.is_empty() {
                signing_der = der;
            }
        }
        let refresh_secret = Sha256::new().chain_update(b"teahouse refresh tokens\0").chain_update(&signing_der).finalize().into();
        Ok(Self { signing: EncodingKey::from_ed_der(&signing_der), verifying, issuer: config.public_url.clone(), refresh_secret })
    }

    /// A keyed hash that only instances with the same signing key can make.
    pub(super) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC takes a key of any length, so this cannot fail; the fallback
        // would only make tokens that nobody accepts.
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.refresh_secret) else { return [0; 32] };
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// Whether a file holds a key that can sign; the reason if not.
pub fn check_file(file: &Path) -> Result<(), String> {
    read(file).map(drop)
}

fn read(file: &Path) -> Result<(Vec<u8>, Ed25519KeyPair), String> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let block = pem::parse(text).map_err(|_| "it is not a PEM file".to_owned())?;
    if block.tag() != "PRIVATE KEY" {
        return Err(format!("it holds a {}, not a PRIVATE KEY (PKCS#8)", block.tag()));
    }
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(block.contents())
        .map_err(|_| "it is not an Ed25519 key; `openssl genpkey -algorithm ed25519` makes one".to_owned())?;
    Ok((block.contents().to_vec(), pair))
}

/// The key in the data directory, made at first use, for its owner's eyes only.
fn own_key(data_dir: &Path) -> Result<PathBuf, String> {
    let file = data_dir.join(OWN_KEY_FILE);
    if file.exists() {
        return Ok(file);
    }
    fs::create_dir_all(data_dir).map_err(|error| error.to_string())?;
    let pkcs8 = Ed25519KeyPair::generate().and_then(|pair| pair.to_pkcs8()).map_err(|error| error.to_string())?;
    let text = pem::encode(&pem::Pem::new("PRIVATE KEY", pkcs8.as_ref().to_vec()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(&file).and_then(|mut handle| handle.write_all(text.as_bytes()).and_then(|()| handle.sync_all())) {
        Ok(()) => Ok(file),
        // Another process was first: its key is as good.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(file),
        Err(error) => Err(error.to_string()),
    }
}

/// A key's name in tokens: the beginning of its public half's hash.
fn key_id(public: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(public)[..9])
}
