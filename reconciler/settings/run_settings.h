#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace pgberth {

/// How `pgberth run` goes about its rounds.
struct RunSettings {
  std::chrono::milliseconds interval{60'000};
  std::size_t jitter = 10;                     ///< Per cent that a wait may be shorter, by chance.
  std::chrono::milliseconds timeout{300'000};  ///< Of one pass; what has begun is ended.
  std::chrono::milliseconds longest_backoff{900'000};
  std::size_t deep_every = 10;  ///< Each database is looked into once in so many rounds.
  /// When values of entries are read again at the latest, though their store says that nothing
  /// moved.
  std::chrono::milliseconds verify_every{std::chrono::hours{6}};
  std::size_t passes_at_once = 4;         ///< Passes never share a server.
  std::size_t jobs_at_once = 4;           ///< Of one pass, and so of one server.
  std::size_t store_calls_at_once = 8;    ///< Of all passes together, for each store.
  std::string listen = "127.0.0.1:8080";  ///< For probes and metrics; "": nobody listens.
};

}  // namespace pgberth
