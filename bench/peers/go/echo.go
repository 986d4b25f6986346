package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
)

const httpAnswer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!"

func echo(string)  { serve(func(bytes []byte) []byte { return bytes }) }
func plain(string) { serve(httpAnswers) }

// The same answer to each request head.
func httpAnswers(heads []byte) []byte {
	return bytes.Repeat([]byte(httpAnswer), bytes.Count(heads, []byte("\r\n\r\n")))
}

// Prints `listening PORT`, then serves until it is killed.
func serve(answer func([]byte) []byte) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("listening", listener.Addr().(*net.TCPAddr).Port)
	for {
		stream, err := listener.Accept()
		if err != nil {
			continue
		}
		go func() {
			defer stream.Close()
			buffer := make([]byte, 4096)
			for {
				size, err := stream.Read(buffer)
				if err != nil {
					return
				}
				if _, err := stream.Write(answer(buffer[:size])); err != nil {
					return
				}
			}
		}()
	}
}
