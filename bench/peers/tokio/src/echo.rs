use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";

/// The same answer to each request head.
fn answers(heads: &[u8]) -> Vec<u8> {
    ANSWER.repeat(heads.windows(4).filter(|four| four == b"\r\n\r\n").count())
}

async fn echo(mut stream: TcpStream, is_http: bool) -> std::io::Result<()> {
    let mut buffer = vec![0u8; 4096];
    stream.set_nodelay(true)?;
    loop {
        let size = stream.read(&mut buffer).await?;
        if size == 0 {
            return Ok(());
        }
        if is_http {
            stream.write_all(&answers(&buffer[..size])).await?;
        } else {
            stream.write_all(&buffer[..size]).await?;
        }
    }
}

/// For connections that say little: the buffer is there while there is something in it.
async fn echo_seldom(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    loop {
        stream.readable().await?;
        let mut buffer = vec![0u8; 4096];
        match stream.try_read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(size) => stream.write_all(&buffer[..size]).await?,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        }
    }
}

/// Prints `listening PORT`, then serves until it is killed.
pub async fn serve(is_http: bool, is_idle: bool) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("listening {}", listener.local_addr().expect("its address").port());
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            if is_idle {
                tokio::spawn(echo_seldom(stream));
            } else {
                tokio::spawn(echo(stream, is_http));
            }
        }
    }
}
