// Echo, or (`http`) one answer to every request head, on Node. Prints `listening PORT`, then serves until it is killed.
'use strict';
const net = require('net');

const answer = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!';
const answers = (heads) => answer.repeat(heads.toString('latin1').split('\r\n\r\n').length - 1);
const isHttp = process.argv[2] === 'http';

const server = net.createServer((stream) => {
  stream.setNoDelay(true);
  stream.on('data', (bytes) => stream.write(isHttp ? answers(bytes) : bytes));
  stream.on('error', () => stream.destroy());
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 1024 }, () => {
  console.log('listening', server.address().port);
});
