// Takes steps with the mediasoup package itself and prints what each one gave, as JSON.
// Usage: node steps_original.cjs <folder of the package> <worker binary> < steps
'use strict';

const fs = require('node:fs');

const mediasoup = require(require.resolve('mediasoup', { paths: [process.argv[2]] }));

// `$name` and `$name.property` stand for what earlier steps made.
function filled(value, made) {
	if (typeof value === 'string' && value.startsWith('$')) {
		return value.slice(1).split('.').reduce((thing, key) => thing[key], made);
	} else if (Array.isArray(value)) {
		return value.map(item => filled(item, made));
	} else if (value && typeof value === 'object') {
		return Object.fromEntries(
			Object.entries(value).map(([key, item]) => [key, filled(item, made)]),
		);
	}

	return value;
}

async function main() {
	const worker = await mediasoup.createWorker({ logLevel: 'none', workerBin: process.argv[3] });
	const made = { worker };
	const results = [];

	for (const { as, on, method, args, read } of JSON.parse(fs.readFileSync(0, 'utf-8'))) {
		if (read) {
			results.push(made[on][read] ?? null);
			continue;
		}

		const result = await made[on][method](...filled(args, made));

		if (as) {
			made[as] = result;
		}

		results.push(as ? result.id : (result ?? null));
	}

	process.stdout.write(JSON.stringify(results), () => worker.close());
}

void main();
