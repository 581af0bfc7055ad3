#pragma once

#include "reconciler/base/error.h"
#include "reconciler/model/checkup.h"

#include <string>
#include <utility>
#include <vector>

namespace pgberth {

/// What is found while one server or store is looked at.
class CheckList {
 public:
  void add(Check check) { checks_.push_back(std::move(check)); }
  void fine(std::string about, std::string seen = "") {
    add({.about = std::move(about), .verdict = Verdict::Fine, .seen = std::move(seen)});
  }
  void missing(std::string about, std::string seen, std::string cure) {
    add({.about = std::move(about),
         .verdict = Verdict::Missing,
         .seen = std::move(seen),
         .cure = std::move(cure)});
  }
  void optional(std::string about, std::string seen, std::string cure) {
    add({.about = std::move(about),
         .verdict = Verdict::Optional,
         .seen = std::move(seen),
         .cure = std::move(cure)});
  }
  void unknown(std::string about, std::string seen, std::string cure) {
    add({.about = std::move(about),
         .verdict = Verdict::Unknown,
         .seen = std::move(seen),
         .cure = std::move(cure)});
  }
  void tls(bool by_tls) {
    fine("TLS", by_tls ? "always verified" : "none, so no secret leaves this machine");
  }

  /// It cannot be asked: all that remains to be said is why. False, for who has to stop.
  bool stop(const Error& error) {
    checks_ = {unreachable(error)};
    return false;
  }

  std::vector<Check> take() && { return std::move(checks_); }

 private:
  std::vector<Check> checks_{};
};

}  // namespace pgberth
