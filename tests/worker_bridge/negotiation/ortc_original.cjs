// Answers calls of mediasoup's own pure functions: one JSON object a line, {name, args} in,
// {result, args} or {refused} out. Usage: node ortc_original.cjs <folder of the mediasoup package>
'use strict';

const readline = require('node:readline');
const load = name => require(require.resolve(name, { paths: [process.argv[2]] }));
const ortc = load('mediasoup/ortc');
const { getSupportedRtpCapabilities, parseScalabilityMode } = load('mediasoup');
const functions = { ...ortc, getSupportedRtpCapabilities, parseScalabilityMode };

// As in a process that has a router: this is where it learns what pipe consumers need.
ortc.generateRouterRtpCapabilities([]);

readline.createInterface({ input: process.stdin }).on('line', line => {
	const { name, args } = JSON.parse(line);
	let answer;

	try {
		const result = functions[name](...args);

		answer = { result: result ?? null, args };
	} catch (error) {
		answer = { refused: error.name, message: error.message };
	}

	process.stdout.write(JSON.stringify(answer) + '\n');
});
