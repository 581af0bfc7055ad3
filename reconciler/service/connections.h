#pragma once

#include <functional>
#include <string>
#include <thread>

namespace pgberth {

/// Answers requests that have nothing but a head, one to a connection, all on one thread of its own
/// that waits for none of them: however slowly somebody speaks, the others are answered. Too many
/// connections, too long heads and too slow clients are cut off.
class Connections {
 public:
  using Answer = std::function<std::string(const std::string& head)>;

  /// Takes over the socket `listening`. `answer` is called on the other thread.
  Connections(int listening, Answer answer);
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  /// Ends at once, in the middle of whatever is being said.
  ~Connections();

 private:
  void run(int listening);

  Answer answer_;
  int wake_;
  std::thread thread_{};
};

}  // namespace pgberth
