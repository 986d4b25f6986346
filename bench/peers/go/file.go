package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"
)

const (
	fileSize  = 256 << 20
	filePiece = 65536
	readers   = 4
)

// In the working directory; cold: the page cache has nothing of it.
func makeFile(cold bool) *os.File {
	path := fmt.Sprintf("bench-file-%d", os.Getpid())
	file, err := os.Create(path)
	if err == nil {
		os.Remove(path)
		piece := bytes.Repeat([]byte("x"), filePiece)
		for at := 0; at < fileSize && err == nil; at += filePiece {
			_, err = file.Write(piece)
		}
	}
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if cold {
		const dontNeed = 4 // POSIX_FADV_DONTNEED
		syscall.Syscall6(syscall.SYS_FADVISE64, file.Fd(), 0, 0, dontNeed, 0, 0)
	}
	return file
}

// A file read whole by four goroutines at a time, each 64 KiB after 64 KiB.
func readFile(figure, peer string, cold bool) {
	file := makeFile(cold)
	done := make(chan error)
	started := time.Now()
	for i := 0; i < readers; i++ {
		go func() {
			_, err := io.CopyBuffer(struct{ io.Writer }{io.Discard},
				io.NewSectionReader(file, 0, fileSize), make([]byte, filePiece))
			done <- err
		}()
	}
	for i := 0; i < readers; i++ {
		if err := <-done; err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	report(figure, peer, fileSize*readers/1e6/time.Since(started).Seconds(), "MB/s")
}
