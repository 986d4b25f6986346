package main

import (
	"fmt"
	"net"
	"os"
)

// Prints `listening PORT`, then serves until it is killed.
func echo(string) {
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
				if _, err := stream.Write(buffer[:size]); err != nil {
					return
				}
			}
		}()
	}
}
