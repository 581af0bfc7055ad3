#pragma once

#include "reconciler/apply/apply.h"
#include "reconciler/report/paint.h"

#include <iosfwd>

namespace pgberth {

/// One line on a terminal that tells how far an apply has come, rewritten after each step and
/// gone at the end.
class ProgressBar : public Progress {
 public:
  ProgressBar(std::ostream& terminal, Paint paint) : terminal_(terminal), paint_(paint) {}
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar() override;

  void begins(const Plan& plan) override;
  void ended(const Job& job, const Step& step, const Outcome& outcome) override;

 private:
  std::ostream& terminal_;
  Paint paint_;
  std::size_t total_ = 0;
  std::size_t ended_ = 0;
  std::size_t failed_ = 0;
};

}  // namespace pgberth
