#pragma once

#include "reconciler/adapters/aws/aws_time.h"
#include "reconciler/adapters/aws/credentials.h"
#include "reconciler/adapters/shared_failure.h"

#include <chrono>
#include <memory>
#include <mutex>

namespace pgberth {

/// Who we are to AWS. Credentials that end are drawn anew some time before; where that fails, the
/// ones that are held serve to their end. Thread-safe.
class AwsSession {
 public:
  using Held = std::shared_ptr<const AwsCredentials>;

  AwsSession(AwsCredentialReader draw, AwsTime& time, Clock& clock)
      : draw_(std::move(draw)), time_(time), clock_(clock) {}

  /// What to sign with now. Errors: those of the reader.
  Result<Held> current();

  /// Others than `refused`, drawn anew unless somebody did so meanwhile. They may be the same ones:
  /// then nobody has better ones.
  Result<Held> instead_of(const Held& refused);

 private:
  Result<Held> drawn();
  bool is_over() const;

  AwsCredentialReader draw_;
  AwsTime& time_;
  Clock& clock_;
  std::mutex busy_{};
  SharedFailure failure_{};
  Held held_{};
  std::chrono::steady_clock::time_point look_again_{};
};

}  // namespace pgberth
