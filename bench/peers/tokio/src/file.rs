use std::io::Write;
use std::sync::Arc;
use std::time::Instant;
use tokio::io::AsyncReadExt;

const SIZE: usize = 256 << 20;
const PIECE: usize = 65536;
const READERS: usize = 4;

/// In the working directory; cold: the page cache has nothing of it.
fn make(path: &str, is_cold: bool) {
    use std::os::fd::AsRawFd;
    let mut file = std::fs::File::create(path).expect("the file");
    let piece = vec![b'x'; PIECE];
    for _ in 0..SIZE / PIECE {
        file.write_all(&piece).expect("room for the file");
    }
    file.sync_all().expect("the disk");
    if is_cold {
        unsafe { libc::posix_fadvise(file.as_raw_fd(), 0, 0, libc::POSIX_FADV_DONTNEED) };
    }
}

async fn read_whole(path: Arc<String>) {
    let mut file = tokio::fs::File::open(path.as_str()).await.expect("the file");
    let mut buffer = vec![0u8; PIECE];
    let mut at = 0;
    while at < SIZE {
        at += file.read(&mut buffer).await.expect("the file");
    }
}

/// A file read whole by four tasks at a time, each 64 KiB after 64 KiB.
pub async fn read(figure: &'static str, peer: String, is_cold: bool) {
    let path = Arc::new(format!("bench-file-{}", std::process::id()));
    make(&path, is_cold);
    let started = Instant::now();
    let readers: Vec<_> = (0..READERS).map(|_| tokio::spawn(read_whole(path.clone()))).collect();
    for reader in readers {
        reader.await.expect("it is read");
    }
    let elapsed = started.elapsed().as_secs_f64();
    std::fs::remove_file(path.as_str()).expect("the file");
    crate::report(figure, &peer, (SIZE * READERS) as f64 / 1e6 / elapsed, "MB/s");
}
