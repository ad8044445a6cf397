// Answers calls of mediasoup's own ortc functions: one JSON object a line, {name, args} in,
// {result, args} or {refused} out. Usage: node ortc_original.cjs <folder of the mediasoup package>
'use strict';

const readline = require('node:readline');
const ortc = require(require.resolve('mediasoup/ortc', { paths: [process.argv[2]] }));

// As in a process that has a router: this is where it learns what pipe consumers need.
ortc.generateRouterRtpCapabilities([]);

readline.createInterface({ input: process.stdin }).on('line', line => {
	const { name, args } = JSON.parse(line);
	let answer;

	try {
		const result = ortc[name](...args);

		answer = { result: result ?? null, args };
	} catch (error) {
		answer = { refused: `${error.name}: ${error.message}` };
	}

	process.stdout.write(JSON.stringify(answer) + '\n');
});
