#pragma once

#include <string>

namespace pgberth {

/// Listens on a free port of 127.0.0.1 and answers nothing: whoever calls is seen.
class SilentListener {
 public:
  SilentListener();
  SilentListener(const SilentListener&) = delete;
  SilentListener& operator=(const SilentListener&) = delete;
  ~SilentListener();

  std::string port() const;
  /// Whether anybody has connected so far.
  bool was_called() const;

 private:
  int socket_;
};

}  // namespace pgberth
