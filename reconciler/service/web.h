#pragma once

#include "reconciler/base/result.h"
#include "reconciler/service/health.h"
#include "reconciler/service/metrics.h"

#include <memory>
#include <string>

namespace pgberth {

/// Answers `/livez`, `/readyz` and `/metrics` over HTTP for as long as it lives; everything else is
/// refused, and no request changes anything.
class Web {
 public:
  /// `address` is "host:port"; port 0 takes any. Error: ServiceAddress.
  static Result<std::unique_ptr<Web>> listen(const std::string& address, const Health& health,
                                             const Metrics& metrics, Clock& clock);
  ~Web();

  /// The port that is listened on.
  int port() const;

 private:
  struct Server;
  explicit Web(std::unique_ptr<Server> server);
  std::unique_ptr<Server> server_;
};

}  // namespace pgberth
