// The part of ankerl::unordered_dense that the worker uses, over abseil's flat containers. Both are
// open-addressing tables whose elements move when they grow; erasing by iterator differs: abseil's
// returns nothing and moves nothing.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/hash/hash.h>

#include <cstddef>
#include <functional>
#include <iterator>
#include <utility>

namespace ankerl::unordered_dense
{
	template<class T, class = void>
	struct hash : absl::Hash<T>
	{
	};

	namespace detail
	{
		template<class Base>
		class erasing : public Base
		{
		public:
			using typename Base::const_iterator;
			using typename Base::iterator;
			using typename Base::key_type;
			using Base::Base;

			iterator erase(const_iterator position)
			{
				// Through the key's own lookup, since abseil cannot make an iterator of a const one.
				return this->erase(this->find(key_of(*position)));
			}

			iterator erase(iterator position)
			{
				auto next = std::next(position);

				Base::erase(position);

				return next;
			}

			std::size_t erase(const key_type& key)
			{
				return Base::erase(key);
			}

		private:
			static const key_type& key_of(const key_type& key)
			{
				return key;
			}

			template<class Value>
			static const key_type& key_of(const std::pair<const key_type, Value>& entry)
			{
				return entry.first;
			}
		};
	} // namespace detail

	template<class Key, class Value, class Hash = hash<Key>, class Equal = std::equal_to<Key>>
	using map = detail::erasing<absl::flat_hash_map<Key, Value, Hash, Equal>>;

	template<class Key, class Hash = hash<Key>, class Equal = std::equal_to<Key>>
	using set = detail::erasing<absl::flat_hash_set<Key, Hash, Equal>>;
} // namespace ankerl::unordered_dense
