package io.github.redshiftspark.warehouse

import io.github.redshiftspark.{CommitOutcomeUnknownException, StatementFailedException}
import io.github.redshiftspark.sql.{Renderer, Statement}
import java.lang.reflect.{InvocationHandler, Method, Proxy}
import java.sql.{Connection, Statement => JdbcStatement}
import java.util.concurrent.CountDownLatch
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.mutable.ArrayBuffer

class InterruptibleSuite extends AnyFunSuite {
  private val select = Renderer.statement(Statement.UserText("SELECT 1"))

  /** A driver that notes what is asked of it; statements change no row. */
  private final class Driver {
    val calls = ArrayBuffer.empty[String]
    def session(): JdbcSession = new JdbcSession(proxy(classOf[Connection]))

    private def proxy[A](of: Class[A]): A = of.cast(
      Proxy.newProxyInstance(
        getClass.getClassLoader,
        Array[Class[_]](of),
        new InvocationHandler {
          override def invoke(self: AnyRef, method: Method, arguments: Array[AnyRef]): AnyRef = {
            calls.synchronized(calls += method.getName)
            method.getReturnType match {
              case statement if statement == classOf[JdbcStatement] => proxy(classOf[JdbcStatement])
              case flag if flag == classOf[Boolean] => java.lang.Boolean.FALSE
              case number if number == classOf[Int] => Integer.valueOf(0)
              case _ => null
            }
          }
        }
      )
    )
  }

  /** Work that interrupts the thread that waits for it, by its second argument, which returns when that has been noticed. */
  private def interrupted[A](work: (Running, () => Unit) => A): A = {
    val (begun, cancelled) = (new CountDownLatch(1), new CountDownLatch(1))
    val waiting = Thread.currentThread()
    new Thread(() => {
      begun.await()
      waiting.interrupt()
      Thread.sleep(200)
      cancelled.countDown()
    }).start()
    Interruptible.run { running =>
      work(
        running,
        () => {
          begun.countDown()
          cancelled.await()
        }
      )
    }
  }

  test("an interrupt between two statements keeps the next one from being sent") {
    val driver = new Driver
    val session = driver.session()
    val stopped = intercept[InterruptedException](interrupted { (running, interrupt) =>
      running.enter(session)
      session.execute(select)
      interrupt()
      session.execute(select)
    })
    assert(stopped.getSuppressed.collect { case failed: StatementFailedException => failed.sqlState } === Seq("57014"))
    assert(driver.calls.count(_ == "execute") === 1)
    assert(session.isTainted)
  }

  test("an interrupt after the last statement keeps COMMIT from being sent") {
    val driver = new Driver
    val session = driver.session()
    intercept[InterruptedException](interrupted { (running, interrupt) =>
      running.enter(session)
      interrupt()
      if (running.leave()) session.commit() else throw SqlErrors.cancelled(select)
    })
    assert(!driver.calls.contains("commit"))
  }

  test("an interrupt during COMMIT tells how it ended") {
    def committing(end: => String): String = interrupted { (running, interrupt) =>
      assert(running.leave())
      interrupt()
      end
    }
    assert(committing("committed") === "committed")
    assert(Thread.interrupted(), "the thread stays interrupted")
    intercept[CommitOutcomeUnknownException](committing(throw new CommitOutcomeUnknownException("who knows", null)))
    assert(Thread.interrupted(), "the thread stays interrupted")
  }

  test("work that begins after the interrupt sends nothing") {
    val driver = new Driver
    val session = driver.session()
    intercept[InterruptedException](interrupted { (running, interrupt) =>
      interrupt()
      running.enter(session)
      session.execute(select)
    })
    assert(!driver.calls.contains("execute"))
  }
}
